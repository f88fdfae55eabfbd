package dev.parley.node;

/** A start that cannot succeed, with one sentence that tells the operator why and what to do. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A refusal for a reason in one sentence. */
    public StartException(String sentence) {
        super(sentence);
    }
}
