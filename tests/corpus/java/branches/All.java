class All {
    int everything(int a, boolean b) {
        if (a > 1 && b || a < 0) { one(); }
        else if (b) { if (a > 2) {} }
        else { while (b) { break; } }
        for (int i = 0; i < 3; i++) {}
        for (int x : list) {}
        do {} while (b);
        switch (a) {
            case 1:
            case 2:
                break;
            default:
        }
        int value = switch (a) {
            case 1, 2 -> 3;
            case 4 -> { yield 5; }
            default -> 6;
        };
        try { risky(); } catch (IOException | Error e) { } finally { }
        assert a > 0 : "positive";
        Supplier<Integer> s = () -> a > 1 ? 1 : 2;
        return b ? 1 : 2;
    }
}
