// above
/// doc
int code; // behind

const char* raw = R"(
// not a comment

)";
/* block */
