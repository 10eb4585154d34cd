class Program {
    int Triage(int[] items, int limit) {
        int total = 0;
        foreach (int item in items) {
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

    string Named(int kind) {
        switch (kind) {
            case 1:
                return "one";
            case 2:
                return "two";
            default:
                return "many";
        }
    }

    int Factorial(int n) {
        if (n < 2) {
            return 1;
        }
        return n * Factorial(n - 1);
    }
}
