package dev.parley.bench.check;

import java.util.List;

/** What a rule found: how many breaches, and the first few in words. */
public record Verdict(String rule, String name, int count, List<String> examples) {}
