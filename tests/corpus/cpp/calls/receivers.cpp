void caller() {
    plain(1, 2);
    object.method();
    pointer->run(1);
    ns::inner::function();
    generic<int>(1);
    object.typed<int>(1, 2);
    new Shape(1);
    new ns::Shape<int>(1, 2);
    Shape(3);
    Shape braced{1};
    this->self();
    [](int x) { return x; }(1);
    std::cout << endl();
}
