void caller(struct s *p) {
    plain(1, 2);
    p->handler(p, 1);
    table.entries[0].run();
    nested(inner(1), (cast)other());
    (*pointer)(1);
    MACRO(a, b, c);
    sizeof(int);
}
