import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Formats every tracked Java source, or with "check" names those that are not. Run by `./hasivu format` and `mvn verify`. */
class Format {
    public static void main(String[] args) throws Exception {
        boolean check = args.length > 0 && args[0].equals("check");
        var formatter = new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
        List<Path> sources;
        try (var walk = Files.walk(Path.of("."))) {
            sources = walk.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> p.toString().contains("/src/"))
                    .filter(p -> !p.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
        var wrong = new ArrayList<Path>();
        for (Path source : sources) {
            String before = Files.readString(source);
            String after;
            try {
                after = formatter.formatSource(
                        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), Style.AOSP));
            } catch (Exception e) {
                System.err.println(source + ": " + e.getMessage());
                wrong.add(source);
                continue;
            }
            if (!before.equals(after)) {
                wrong.add(source);
                if (!check) {
                    Files.writeString(source, after);
                }
            }
        }
        if (check && !wrong.isEmpty()) {
            wrong.forEach(p -> System.err.println("not formatted: " + p));
            System.err.println("fix: ./hasivu format");
            System.exit(1);
        }
        System.out.println((check ? "format checked: " : "formatted: ") + sources.size() + " files" + (check ? "" : ", " + wrong.size() + " changed"));
    }
}
