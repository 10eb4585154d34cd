package org.example.forms;

import java.util.List;
import java.util.*;
import static java.lang.Math.max;
import static java.util.stream.Collectors.*;
import org.example.library.Library.Shelf;
import /* why */ java.io
    .File;

class Forms {
    java.sql.Date date;
}
