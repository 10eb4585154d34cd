/// A comment.

/** Documented. */
class Mixed {
    // only

    int size = 1'000; // trailing
    const char *raw = R"(
// inside

)";
    /* before */ int after;
};
   
	/* one
	   two */
