class State
{
    int Step(int a, bool b)
    {
        if (a > 1 && b || a < 0) { a++; }
        else if (b) { a--; }
        else { a = 0; }
        for (int i = 0; i < a; i++) { if (b) continue; }
        foreach (var item in items) { }
        while (b) { do { a--; } while (a > 0); }
        switch (a)
        {
            case 1:
            case 2 when b:
                break;
            default:
                break;
        }
        var name = a switch { 1 => "one", > 5 and < 9 => "many", _ => "none" };
        try { Run(); }
        catch (Exception e) when (e != null) { }
        finally { }
        return b ? 1 : a ?? 2;
    }

    int Twice => ready ? 2 : 1;

    int Size
    {
        get { if (ready) { return 1; } return 0; }
    }
}
