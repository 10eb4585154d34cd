template <typename T>
int parse(const std::vector<T> &tokens, bool strict) {
    if (tokens.empty() or strict) {
        return 0;
    } else if constexpr (sizeof(T) > 4 && sizeof(T) < 8) {
        return 1;
    }
    for (const auto &token : tokens) {
        for (int i = 0; i < 3 and strict; ++i) {
            if (token) continue;
        }
    }
    while (strict) do { break; } while (true);
    try {
        read(tokens);
    } catch (const std::exception &error) {
        if (strict) throw;
    } catch (...) {
        return 2;
    }
    switch (tokens.size()) {
        case 1:
            return strict ? 1 : 2;
        default:
            break;
    }
    auto check = [&](const T &token) { return token && strict; };
    if (int count = 3; count > 1 && check(tokens[0])) return count;
    return 0;
}

struct Walker {
    bool ready = true && false;
    int walk() const { return ready ? 1 : 0; }
};
