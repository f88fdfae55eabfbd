package dev.parley.node;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and the certificates that it signs, made with the JDK's keytool. */
final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final String authority;

    /** An authority of a name, whose files are kept in a directory. */
    TestCertificates(Path directory, String authority) throws Exception {
        this.directory = directory;
        this.authority = authority;
        keytool(
                "-genkeypair",
                "-alias",
                authority,
                "-dname",
                "CN=" + authority,
                "-ext",
                "bc:c",
                "-keystore",
                store(authority));
        keytool("-exportcert", "-rfc", "-alias", authority, "-keystore", store(authority), "-file", pem(authority));
    }

    /** Makes a key for a node and signs its certificate. */
    void sign(String node) throws Exception {
        keytool("-genkeypair", "-alias", node, "-dname", "CN=" + node, "-keystore", store(node));
        keytool("-certreq", "-alias", node, "-keystore", store(node), "-file", file(node + ".csr"));
        keytool(
                "-gencert",
                "-alias",
                authority,
                "-keystore",
                store(authority),
                "-infile",
                file(node + ".csr"),
                "-outfile",
                pem(node),
                "-rfc",
                "-ext",
                "san=ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store(node)))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey(node, PASSWORD.toCharArray()).getEncoded();
        Files.writeString(Path.of(key(node)), armour("PRIVATE KEY", key));
    }

    /** A certificate, as PEM. */
    String pem(String name) {
        return file(name + ".crt");
    }

    /** The key of a node, as PEM. */
    String key(String node) {
        return file(node + ".key");
    }

    private String store(String name) {
        return file(name + ".p12");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String armour(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "10"));
        }
        Command.Result result = Command.run(command);
        if (result.code() != 0) {
            throw new AssertionError(result.output());
        }
    }
}
