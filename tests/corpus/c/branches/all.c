int everything(int a, int b) {
    if (a && b || !a) {
        one();
    } else if (a) {
        if (b) two();
    } else {
        while (a) break;
    }
    for (;;) { do { } while (b); }
    switch (a) {
    case 1:
    case 2:
        break;
    default:
        goto end;
    }
#if defined(A) && defined(B)
    return a ? b : a ? 1 : 2;
#endif
end:
    return 0;
}
