class EXPORT Early;

class EXPORT Shape : public Base {
public:
    Shape();
    int size() const;
};

struct API ALIGNED(8) Point final {
    int x;
};

enum class EXPORT Kind : int { Round, Square };

template <> class EXPORT Box<int> {
    void close();
};

struct POINT origin;
struct stat entry = {0};
