class Receivers extends Base {
    Receivers() { this(1); }
    Receivers(int a) { super(a, 2); }

    void caller() {
        plain(1, 2);
        this.method();
        System.out.println("a");
        first().second().third(1);
        new Shape<>(1);
        new Outer.Inner();
        outer.new Inner(1);
        super.caller();
        Type.<String>generic(1);
        list.forEach(this::plain);
        new int[3].clone();
    }
}
