int everything(int a, bool b) {
    if (auto x = f(); a && b or x) { one(); }
    else if (not b) { if (a) {} }
    else { while (a) break; }
    for (auto& x : list) {}
    for (int i = 0; i < 3; ++i) { do {} while (b); }
    switch (a) { case 1: case 2: break; default: break; }
    try { risky(); } catch (const Error& e) { } catch (...) { }
    auto lambda = [&](int&& x) { return x and b; };
    return b ? 1 : 2;
}
