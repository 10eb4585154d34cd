static int helper(void) {
    return 3;
}

int other(void) {
    return helper();
}

int undeclared(void) {
    return 4;
}

int strlen(const char *text) {
    return 5;
}
