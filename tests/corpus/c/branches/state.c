int step(int state, const char *input)
{
    if (!input || !*input) {
        return -1;
    } else if (state > 3 && state < 9)
        goto done;
    else {
        for (int i = 0; i < 3; i++)
            while (*input++)
                if (*input == 'x') continue;
    }
    do {
        state--;
    } while (state > 0);
    switch (state) {
    case 0:
    case 1 ... 5:
        if (state) break;
        return 1;
    case 'x':
        break;
    default:
        state = state ? 1 : state > 2 ? 2 : 3;
    }
#if defined(WIDE) && defined(FAST)
    if (state) return 9;
#endif
done:
    return state;
}

int wide = 1 && 2;
