package dev.parley.contracts.users;

import dev.parley.contracts.RecordCodec;
import io.vertx.core.json.JsonObject;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/**
 * What proves who somebody is.
 *
 * @param email the address of the account
 * @param password its password
 */
public record Credentials(String email, String password) {

    /** The form in which e-mail addresses are compared, the domain in its ASCII form; also of a text that is none. */
    public static String normal(String email) {
        String text = Normalizer.normalize(email, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        try {
            return text.substring(0, at + 1)
                    + IDN.toASCII(text.substring(at + 1)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** This record as the JSON that crosses the bus. */
    public static JsonObject encode(Credentials value) {
        return RecordCodec.encode(value);
    }

    /** The record that the JSON stands for; {@link IllegalArgumentException} when a field is missing or of another type. */
    public static Credentials decode(JsonObject json) {
        return RecordCodec.decode(Credentials.class, json);
    }
}
