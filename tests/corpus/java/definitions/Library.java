package org.example.library;

import java.util.List;

/**
 * A library.
 */
@Service
@Scope("one")
public abstract class Library<T extends Book & Lendable> extends Building implements Open, Named {
    public static final int CAPACITY = 10, SPARE = 2;
    private final List<T> books;
    int floors;

    static { System.loadLibrary("books"); }
    { floors = 1; }

    /** Builds one. */
    protected Library(List<T> books, int... floors) throws IOException { this.books = books; }

    @Override
    public synchronized <R> R lend(@NotNull T book, final Reader reader) {
        Runnable late = new Runnable() {
            private int count;
            @Override public void run() { count++; }
        };
        class Slip { void sign() {} }
        var result = 1;
        return null;
    }

    abstract void close();
    native int measure();

    private static class Shelf {
        class Row { int width; }
    }

    public interface Lendable {
        int DAYS = 14;
        void give();
        default void take(Library<?> this) {}
        private void hidden() {}
    }

    enum Genre implements Named {
        /** Made up. */
        NOVEL("n") { @Override String code() { return "N"; } },
        POEM;
        private String label;
        Genre(String... label) {}
        String code() { return label; }
    }

    record Book(String title, @NotNull int pages) implements Named {
        static int printed;
        Book { if (pages < 0) throw new IllegalArgumentException(); }
        Book(String title) { this(title, 0); }
        int words() { return pages * 300; }
    }

    @interface Shelved { String value() default "main"; int[] rows(); }

    sealed interface Medium permits Paper, Film {}
}
