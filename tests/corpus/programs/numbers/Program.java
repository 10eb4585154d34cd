class Program {
    int triage(int[] items, int limit) {
        int total = 0;
        for (int item : items) {
            if (item > limit && item != 0 || item < 0) {
                total += 1;
            } else if (item == limit) {
                while (total > limit) {
                    total -= 1;
                }
            } else {
                total = 0;
            }
        }
        return total;
    }

    String named(int kind) {
        switch (kind) {
            case 1:
                return "one";
            case 2:
                return "two";
            default:
                return "many";
        }
    }

    int factorial(int n) {
        if (n < 2) {
            return 1;
        }
        return n * factorial(n - 1);
    }
}
