package dev.parley.node;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the house, on what was really compiled. */
class ArchitectureTest {

    private static final String CONTRACTS = "dev.parley.contracts..";
    private static final String PLATFORM = "dev.parley.platform..";
    private static final String BRIDGE = "dev.parley.bridge..";
    private static final String NODE = "dev.parley.node..";
    private static final String[] VERTICLES = {"dev.parley.users..", "dev.parley.rooms..", "dev.parley.messages.."};

    private static JavaClasses house;

    @BeforeAll
    static void look() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("testkit"))
                .importPackages("dev.parley");
    }

    @Test
    void contractsSeeNobody() {
        classes()
                .that()
                .resideInAPackage(CONTRACTS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        CONTRACTS,
                        "java..",
                        "io.vertx.core..",
                        "io.vertx.serviceproxy..",
                        "io.vertx.codegen..",
                        "org.jspecify..")
                .check(house);
    }

    @Test
    void platformSeesNobody() {
        noClasses()
                .that()
                .resideInAPackage(PLATFORM)
                .should()
                .dependOnClassesThat(in(VERTICLES).or(in(BRIDGE, NODE)))
                .check(house);
    }

    @Test
    void verticlesSeeContractsAndPlatformAndNotEachOther() {
        slices().matching("dev.parley.(users|rooms|messages)..")
                .should()
                .notDependOnEachOther()
                .check(house);
        noClasses()
                .that()
                .resideInAnyPackage(VERTICLES)
                .should()
                .dependOnClassesThat(in(BRIDGE, NODE))
                .check(house);
    }

    @Test
    void theBridgeSeesContractsAndNoStorage() {
        noClasses()
                .that()
                .resideInAPackage(BRIDGE)
                .should()
                .dependOnClassesThat(in(VERTICLES).or(in(PLATFORM, NODE)))
                .check(house);
        noClasses()
                .that()
                .resideInAPackage(BRIDGE)
                .should()
                .dependOnClassesThat(in(
                        "io.vertx.sqlclient..",
                        "io.vertx.pgclient..",
                        "java.sql..",
                        "org.postgresql..",
                        "org.flywaydb..",
                        "software.amazon.awssdk.."))
                .check(house);
    }

    @Test
    void nobodySeesTheNode() {
        noClasses()
                .that()
                .resideOutsideOfPackage(NODE)
                .should()
                .dependOnClassesThat(in(NODE))
                .check(house);
    }

    @Test
    void storesNeverCallTheBus() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Store")
                .should()
                .dependOnClassesThat(in("io.vertx.core.eventbus..", "io.vertx.serviceproxy.."))
                .check(house);
    }

    @Test
    void nothingBlocksAnEventLoop() {
        noClasses()
                .that()
                .resideOutsideOfPackage(NODE)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(io.vertx.core.Future.class, "await")
                .check(house);
    }

    @Test
    void nobodySwitchesOnWhatHasAdvisories() {
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("setSni|setFollowRedirects|followRedirects")))
                .orShould()
                .dependOnClassesThat(in("io.vertx.ext.web.client.."))
                .check(house);
    }

    private static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(packages);
    }
}
