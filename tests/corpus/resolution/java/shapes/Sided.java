package org.example.shapes;

public interface Sided {
    int side();
}
