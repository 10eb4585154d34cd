/* Licence of the file. */
package com.example.shapes;

/**
 * Something that is drawn.
 *
 * @param <T> its colour
 */
@Deprecated
@SuppressWarnings({"a", "b"})
public abstract class Shapes<T extends Color> extends Base implements Drawn, Closeable {
    public static final int LIMIT = 3, OTHER = 4;
    private String name;
    protected int width, height;
    int packaged;

    /** Makes one. */
    public Shapes(String name) { this.name = name; }

    @Override
    protected <R> R draw(final Canvas canvas, int[] scale, String... rest) throws IOException { return null; }

    abstract double area();
    private static void helper(Shapes<T> this) {}

    interface Drawn {
        int SIDES = 4;
        void draw();
        default void twice() { draw(); }
    }

    enum Kind implements Drawn {
        ROUND,
        SQUARE(4) {
            @Override public void draw() {}
        };

        final int sides = 0;
        Kind() {}
    }

    record Point(int x, int y) {
        Point { check(x); }
        static Point origin() { return null; }
    }

    @interface Marker { String value() default ""; }

    void local() {
        int hidden = 1;
        class Inside { void deep() {} }
        Runnable r = () -> {};
        Object o = new Object() { void anonymous() {} };
    }
}
