import ezvcard.Ezvcard;
import ezvcard.VCard;
import ezvcard.property.Telephone;
import java.io.File;
import java.util.List;

/** Prints what ez-vcard reads of a file: a line a card, and what it finds wrong with it. */
class ReadVcards {
    public static void main(String[] args) throws Exception {
        List<List<ezvcard.io.ParseWarning>> warnings = new java.util.ArrayList<>();
        for (VCard card : Ezvcard.parse(new File(args[0])).warnings(warnings).all()) {
            StringBuilder numbers = new StringBuilder();
            for (Telephone number : card.getTelephoneNumbers()) {
                numbers.append(number.getUri() == null ? number.getText() : number.getUri().toString()).append(" ");
            }
            System.out.println(card.getVersion() + "\t" + card.getFormattedNames().get(0).getValue() + "\t" + card.getFormattedNames().size()
                + "\t" + numbers.toString().trim() + "\t" + card.getUid().getValue() + "\t" + card.getTimezone().getText()
                + "\t" + card.getAddresses().get(0).getLabel() + "\t" + card.validate(card.getVersion()).isEmpty());
        }
        for (List<ezvcard.io.ParseWarning> of : warnings) { for (ezvcard.io.ParseWarning warning : of) { System.out.println("WARNING " + warning); } }
    }
}
