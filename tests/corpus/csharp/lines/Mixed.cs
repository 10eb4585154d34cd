#region head
// One.
/* Two
   lines. */

#endregion
class A // trailing
{
    /// <summary>Documented.</summary>
    string text = "// no comment";

    string raw = @"
        /* none */
    ";
#if DEBUG
    int x; /* inner */ int y;
#endif
}
