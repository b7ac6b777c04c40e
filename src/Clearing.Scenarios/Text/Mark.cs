namespace Clearing.Scenarios.Text;

/// <summary>A place in a file.</summary>
/// <param name="File">Path as the user gave it; for what the scenario names: seen from the same folder.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 when the line as a whole is meant.</param>
internal readonly record struct Mark(string File, int Line, int Column)
{
    public static Mark WholeOf(string file) => new(file, 0, 0);
}
