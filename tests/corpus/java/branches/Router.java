class Router {
    private final boolean wide = true && false;

    int route(Parcel parcel, List<Station> stations) {
        assert parcel != null : "nothing";
        if (parcel.heavy() && !parcel.fragile() || parcel.urgent()) {
            for (int i = 0; i < 3; i++) {
                for (Station station : stations) {
                    if (station.closed()) continue;
                    else if (station.full()) break;
                    else return 1;
                }
            }
        } else {
            while (true) { do { break; } while (false); }
        }
        switch (parcel.kind()) {
            case 1:
            case 2:
                return 2;
            default:
                break;
        }
        int weight = switch (parcel) {
            case Letter letter when letter.light() && letter.flat() -> 1;
            case Box(int width, int height) -> width > 1 ? 2 : 3;
            case null, default -> { if (parcel.old()) yield 4; yield 5; }
        };
        try (var file = open()) {
            file.read();
        } catch (IOException | RuntimeException error) {
            if (error != null) throw error;
        } finally {
            close();
        }
        Predicate<Parcel> late = p -> p.late() || p.lost();
        Runnable task = new Runnable() {
            public void run() { if (wide) stop(); }
        };
        return weight;
    }

    static { if (Boolean.TRUE) init(); }
}
