package broken;

class HalfWritten {
    int whole() { return 1; }

    int unclosed(int a, int b {
        if (a > {
            call(;
        }
    }

    class Later {
        void method() { this. }
