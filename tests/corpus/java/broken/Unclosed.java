package org.example;

import java.util.List;

class Unclosed {
    int whole(int first) { return first; }

    int broken(int first, { return first + ; }

    private size;

    int between() { return whole(1)

    int after() { return whole(2); }

    void open( {
        if (true { whole(3); }
    }

    int last() { return 1; }
