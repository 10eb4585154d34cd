using System.Threading.Tasks;

namespace Example.Shapes;

public static class Helpers
{
    public static int Helper()
    {
        return 2;
    }

    public static Square Make()
    {
        return new Square();
    }

    public static async Task<Square> Later()
    {
        return await Task.FromResult(Make());
    }

    public static int Doubled(this Shape shape)
    {
        return 2 * shape.Area();
    }
}
