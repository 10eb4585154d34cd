namespace Example.Shapes;

public class Square : Shape
{
    public Square()
    {
    }

    public override int Side()
    {
        return base.Side() + Helpers.Helper();
    }

    public int Twice()
    {
        return Area();
    }

    public int Resized(int width)
    {
        return width;
    }
}

public record Pair(Square Left, Square Right);
