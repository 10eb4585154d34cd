package org.example.shapes;

public final class Helpers {
    public static int helper() {
        return 2;
    }

    public static Square make() {
        return new Square();
    }
}
