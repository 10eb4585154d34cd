package org.example;

import static org.example.shapes.Helpers.make;
import java.util.List;
import java.util.Objects;
import org.example.other.Other;
import org.example.other.Other.Inner;
import org.example.shapes.*;

class Main {
    void useOther() {
        Other.helper();
    }

    void useConstructor() {
        new Square().twice();
    }

    void useInherited() {
        Square square = new Square();
        square.area();
    }

    void useOverridden() {
        var square = new Square();
        square.side();
    }

    void useReturned() {
        make().twice();
    }

    void useChain() {
        make().scaled().side();
    }

    void useAnnotated(Sided shape) {
        shape.side();
    }

    void useInner(Inner inner) {
        inner.twice();
    }

    void useMany(Shape[] shapes, List<Shape> listed) {
        shapes[0].area();
        for (Shape one : listed) {
            one.area();
        }
    }

    void useOwn() {
        useOther();
    }

    void useLambda() {
        Runnable run = () -> useOther();
    }

    void useLibrary(String text) {
        Objects.requireNonNull(text);
        String.valueOf(3);
    }

    void useUnknown(Unseen thing) {
        thing.twice();
    }
}
