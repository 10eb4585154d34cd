// One.
//! Of the file.

const text = "// no comment"; // trailing
const raw =
    \\ // inside
    \\
;
