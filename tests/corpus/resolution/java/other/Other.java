package org.example.other;

public class Other {
    public static int helper() {
        return 3;
    }

    public static String valueOf(int value) {
        return "";
    }

    public static class Inner {
        public int twice() {
            return 4;
        }
    }
}
