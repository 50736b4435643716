package com.hasivu.edge.settings;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A YAML file as a flat map from dotted path to value and line: {@code journal.segment-size},
 * {@code readers[0].name}. A key written with dots is the same as the nested one, so what {@code
 * config show} prints can be read again. Nothing is constructed: tags and anchors make no objects.
 */
final class YamlTree {
    static final int MAX_CHARS = 256 * 1024;
    private static final int MAX_ENTRIES = 2_000;
    private static final int MAX_DEPTH = 8;

    /** What stands at a path: the text of a value; empty text and false for a section. */
    record Entry(String text, boolean isValue, Origin origin) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Problems problems;

    private final Origin file;

    private YamlTree(Origin file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads the text of a file.
     *
     * @param file where it is from; its line does not matter
     */
    static Map<String, Entry> read(Origin file, String text, Problems problems) {
        YamlTree tree = new YamlTree(file, problems);
        if (text.length() > MAX_CHARS) {
            problems.add(
                    file,
                    "",
                    "has %d characters; a settings file has at most %d"
                            .formatted(text.length(), MAX_CHARS));
            return tree.entries;
        }
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(10);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            switch (root) {
                case null -> {}
                case MappingNode mapping -> tree.walk("", mapping, 0);
                default ->
                        problems.add(
                                file.at(1),
                                "",
                                "is not 'key: value' lines; begin with 'state-dir: state'");
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(file.at(line), "", "is not YAML: " + e.getProblem() + "; mend this line");
        } catch (YAMLException e) {
            problems.add(file, "", "is not YAML: " + e.getMessage() + "; mend the file");
        }
        return tree.entries;
    }

    private void walk(String path, Node node, int depth) {
        int line = node.getStartMark().getLine() + 1;
        if (depth > MAX_DEPTH || entries.size() > MAX_ENTRIES) {
            problems.add(
                    file.at(line),
                    path,
                    "is nested too deep or too long; settings are flat and few");
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key) {
                        String child =
                                path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                        put(child, tuple.getValueNode(), key.getStartMark().getLine() + 1);
                        walk(child, tuple.getValueNode(), depth + 1);
                    } else {
                        problems.add(
                                file.at(line), path, "has a key that is no plain word; use a word");
                    }
                }
            }
            case SequenceNode sequence -> {
                int index = 0;
                for (Node item : sequence.getValue()) {
                    String child = path + "[" + index++ + "]";
                    put(child, item, item.getStartMark().getLine() + 1);
                    walk(child, item, depth + 1);
                }
            }
            default -> {}
        }
    }

    private void put(String path, Node value, int line) {
        Entry entry =
                value instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())
                        ? new Entry(scalar.getValue(), true, file.at(line))
                        : new Entry("", false, file.at(line));
        Entry earlier = entries.put(path, entry);
        if (earlier != null) {
            problems.add(
                    file.at(line),
                    path,
                    "is given twice, first in line %d; keep one"
                            .formatted(earlier.origin().line()));
        }
    }
}
