"""The words of the directory and what they mean: shown whole on the page about it, one by one where a page uses them."""

from __future__ import annotations

from app.web.entry_form.fields import N_

WORDS: dict[str, tuple[str, str]] = {
    "entry": (N_("Entry"), N_("One authority, post or service in the directory, with the ways to reach it.")),
    "counterpart": (N_("Counterpart"), N_("Who has your task in the other State.")),
    "competent_authority": (N_("Competent authority"), N_("Who may decide or act on a matter under its own law.")),
    "central_authority": (
        N_("Central authority"),
        N_("Whom a State has named to receive requests for legal assistance (Convention, article 18, paragraph 13)."),
    ),
    "at_sea": (
        N_("Authority for requests at sea"),
        N_("Who answers whether a vessel flies the State's flag and may be boarded (Protocol, article 8, paragraph 6)."),
    ),
    "liaison_officer": (N_("Liaison officer"), N_("An officer whom one State has posted to another.")),
    "focal_point": (N_("Focal point"), N_("Who keeps the entries of a State or an authority.")),
    "designation": (
        N_("Designation"),
        N_("What an entry is named for: the treaty and article, the function, the direction of requests."),
    ),
    "channel": (N_("Channel"), N_("One number, mailbox, address or system under which an entry is reached.")),
    "marking": (N_("Marking"), N_("How far an entry or a channel may travel (see above).")),
    "confirmation": (N_("Confirmation"), N_("The owner's word, with a date, that an entry is still correct.")),
    "disclosure": (N_("Disclosure"), N_("A look at a contact, on record with its purpose.")),
    "edition": (N_("Edition"), N_("A signed set of files that a recipient such as a portal fetches.")),
    "duty_line": (N_("Duty line"), N_("A number that is answered day and night.")),
    "proposal": (N_("Proposal"), N_("A change that waits for a second person before it takes effect.")),
    "gap": (N_("Gap"), N_("A matter for which nobody in a State can be reached.")),
}
"""Word and meaning by key, in the order of the page."""
