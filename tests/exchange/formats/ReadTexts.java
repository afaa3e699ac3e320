import ezvcard.Ezvcard;
import ezvcard.VCard;
import java.io.File;
import java.util.Base64;

/** Prints the first name and the note of each card of a file as ez-vcard reads them, a line a card, in Base64. */
class ReadTexts {
    public static void main(String[] args) throws Exception {
        for (VCard card : Ezvcard.parse(new File(args[0])).all()) {
            System.out.println(packed(card.getFormattedNames().get(0).getValue()) + " " + packed(card.getNotes().get(0).getValue()));
        }
    }

    private static String packed(String text) throws Exception {
        return Base64.getEncoder().encodeToString(text.getBytes("UTF-8"));
    }
}
