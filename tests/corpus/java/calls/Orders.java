package org.example.orders;

class Orders extends Base {
    private final Logger log = Logger.named("orders", 1);

    static { register(Orders.class); }

    Orders(Store store) {
        super(store, 2);
        this.open();
        super.open();
    }

    Orders() { this(new Store()); }

    <T> int place(Order order) {
        order.customer().address().print();
        this.<String>convert("x");
        Collections.<String>emptyList();
        java.util.Objects.requireNonNull(order);
        List<Line> lines = new ArrayList<>(order.lines());
        Runnable later = () -> submit(order);
        lines.stream().map(Line::price).map(price -> round(price)).toList();
        new Thread(new Runnable() { public void run() { work(); } }).start();
        outer.new Inner(3);
        int[] sizes = new int[count()];
        handlers[0].accept(order);
        return switch (order.kind()) {
            case FIRST -> first(order);
            default -> { log.warn("other"); yield 0; }
        };
    }

    enum Level { HIGH(compute()) }

    @Check(limit("x"))
    void checked() {}
}
