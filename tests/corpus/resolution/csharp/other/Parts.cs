namespace Example.Others;

public partial class Parts
{
    public int Two()
    {
        return 2;
    }
}
