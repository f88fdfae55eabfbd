package dev.parley.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.contracts.Failures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJsonTest {

    record Bad(String name, byte[] bytes) {

        Bad(String name, String text) {
            this(name, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> badTexts() {
        return List.of(
                new Bad("nothing", ""),
                new Bad("white space", "  "),
                new Bad("a list", "[]"),
                new Bad("a text", "\"a\""),
                new Bad("null", "null"),
                new Bad("not closed", "{\"a\":1"),
                new Bad("trailing comma", "{\"a\":1,}"),
                new Bad("trailing text", "{} x"),
                new Bad("two objects", "{}{}"),
                new Bad("a comment", "{/* */}"),
                new Bad("single quotes", "{'a':1}"),
                new Bad("bare key", "{a:1}"),
                new Bad("duplicate key", "{\"a\":1,\"a\":2}"),
                new Bad("duplicate key by escape", "{\"a\":1,\"\\u0061\":2}"),
                new Bad("duplicate key inside", "{\"b\":{\"a\":1,\"a\":2}}"),
                new Bad("NaN", "{\"a\":NaN}"),
                new Bad("Infinity", "{\"a\":Infinity}"),
                new Bad("minus Infinity", "{\"a\":-Infinity}"),
                new Bad("too great", "{\"a\":1e999}"),
                new Bad("beyond 64 bits", "{\"a\":9223372036854775808}"),
                new Bad("a number without end", "{\"a\":" + "1".repeat(100) + "}"),
                new Bad("leading zero", "{\"a\":01}"),
                new Bad("plus", "{\"a\":+1}"),
                new Bad("hexadecimal", "{\"a\":0x1}"),
                new Bad("lone high surrogate", "{\"a\":\"\\ud83d\"}"),
                new Bad("lone low surrogate", "{\"a\":\"\\ude00\"}"),
                new Bad("surrogates the wrong way round", "{\"a\":\"\\ude00\\ud83d\"}"),
                new Bad("lone surrogate in a key", "{\"\\ud83d\":1}"),
                new Bad("NUL by escape", "{\"a\":\"\\u0000\"}"),
                new Bad("NUL as it is", "{\"a\":\"\0\"}"),
                new Bad("line break in a text", "{\"a\":\"\n\"}"),
                new Bad("bad escape", "{\"a\":\"\\x\"}"),
                new Bad("33 levels", "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"),
                new Bad("a thousand levels", "{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"),
                new Bad("UTF-16", "{}".getBytes(StandardCharsets.UTF_16)),
                new Bad("UTF-32", "{}".getBytes(java.nio.charset.Charset.forName("UTF-32"))),
                new Bad("byte order mark", "\uFEFF{}"),
                new Bad("overlong", new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'}),
                new Bad(
                        "a surrogate in UTF-8",
                        new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'}),
                new Bad("half a character", new byte[] {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'}));
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void whatCouldBeReadInTwoWaysIsRefused(Bad bad) {
        Throwable refusal = catchThrowable(() -> StrictJson.object(Buffer.buffer(bad.bytes())));
        assertThat(Failures.reason(refusal)).isEqualTo("invalid_json");
        assertThat(refusal.getMessage()).doesNotContain("Exception", "com.", "line:");
    }

    @Test
    void whatIsJsonIsReadAsItIs() {
        JsonObject read = StrictJson.object(Buffer.buffer(
                " {\"a\":[1,2.5,true,null,\"\\ud83d\\ude00😀\"],\"b\":{\"c\":9223372036854775807},\"\":0} \n"));
        assertThat(read)
                .isEqualTo(new JsonObject()
                        .put(
                                "a",
                                new JsonArray()
                                        .add(1)
                                        .add(2.5)
                                        .add(true)
                                        .addNull()
                                        .add("😀😀"))
                        .put("b", new JsonObject().put("c", Long.MAX_VALUE))
                        .put("", 0));
    }

    @Test
    void thirtyTwoLevelsAreTaken() {
        String text = "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}";
        assertThat(StrictJson.object(text).getJsonArray("a")).hasSize(1);
    }
}
