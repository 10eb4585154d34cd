namespace Example.Shapes;

public interface ISided
{
    int Side();
}

public class Shape : ISided
{
    public Shape Inner => this;

    public int Area()
    {
        return Side() * this.Side();
    }

    public virtual int Side()
    {
        return 1;
    }

    public Shape Scaled()
    {
        return this;
    }

    public int Resized(int width, int height)
    {
        return width * height;
    }
}
