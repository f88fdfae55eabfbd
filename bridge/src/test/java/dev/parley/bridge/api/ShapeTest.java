package dev.parley.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import io.vertx.serviceproxy.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {

    private static final Shape SHAPE = Shape.of(new JsonObject("""
            {"type":"object","additionalProperties":false,"required":["id"],"properties":{
             "id":{"type":"string","format":"uuid"},
             "name":{"type":"string","minLength":1,"maxLength":3},
             "kind":{"type":"string","enum":["public","private"]},
             "seq":{"type":"integer","minimum":1,"maximum":9007199254740991},
             "on":{"type":"boolean"},
             "ids":{"type":"array","maxItems":2,"items":{"type":"string","format":"uuid"}}}}
            """));
    private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/id",
                "{\"id\":null}|/id",
                "{\"id\":7}|/id",
                "{\"id\":\"1-1-1-1-1\"}|/id",
                "{\"id\":\"01890A5D-AC96-774B-BCCE-B302099A8057\"}|/id",
                "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\\n\"}|/id",
                "{\"id\":\"urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057\"}|/id",
                "{\"id\":\"$\",\"else\":1}|/else",
                "{\"id\":\"$\",\"a/b~\":1}|/a~1b~0",
                "{\"id\":\"$\",\"name\":\"\"}|/name",
                "{\"id\":\"$\",\"name\":\"abcd\"}|/name",
                "{\"id\":\"$\",\"name\":[\"a\"]}|/name",
                "{\"id\":\"$\",\"kind\":\"direct\"}|/kind",
                "{\"id\":\"$\",\"seq\":0}|/seq",
                "{\"id\":\"$\",\"seq\":1.0}|/seq",
                "{\"id\":\"$\",\"seq\":\"1\"}|/seq",
                "{\"id\":\"$\",\"seq\":9007199254740992}|/seq",
                "{\"id\":\"$\",\"on\":\"true\"}|/on",
                "{\"id\":\"$\",\"on\":1}|/on",
                "{\"id\":\"$\",\"ids\":{}}|/ids",
                "{\"id\":\"$\",\"ids\":[\"$\",\"x\"]}|/ids/1",
                "{\"id\":\"$\",\"ids\":[\"$\",\"$\",\"$\"]}|/ids",
            })
    void theFieldThatIsWrongIsNamed(String json, String path) {
        ServiceException refusal =
                catchThrowableOfType(ServiceException.class, () -> SHAPE.check(new JsonObject(json.replace("$", ID))));
        assertThat(refusal.getDebugInfo().getString("reason")).isEqualTo("invalid_request");
        assertThat(refusal.getDebugInfo().getJsonObject("details").getString("path"))
                .isEqualTo(path);
    }

    @Test
    void whatFitsIsTaken() {
        assertThatCode(() -> SHAPE.check(new JsonObject("""
                        {"id":"$","name":"😀😀😀","kind":"public","seq":9007199254740991,"on":false,"ids":["$"]}""".replace("$", ID)))).doesNotThrowAnyException();
    }

    @Test
    void aSchemaThatIsNotUnderstoodIsRefusedWhenItIsCompiled() {
        assertThatThrownBy(
                        () -> Shape.of(
                                new JsonObject(
                                        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"a\"}}}")))
                .hasMessageContaining("pattern");
        assertThatThrownBy(() -> Shape.of(new JsonObject("{\"type\":\"object\"}")))
                .hasMessageContaining("additional");
    }
}
