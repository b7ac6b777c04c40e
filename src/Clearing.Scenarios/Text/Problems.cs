using System.Globalization;

namespace Clearing.Scenarios.Text;

/// <summary>Collects what is wrong with the files of one scenario.</summary>
internal sealed class Problems
{
    /// <summary>
    /// More are counted, not kept: a file of a million broken rows must not become a million messages.
    /// </summary>
    public const int Kept = 1000;

    private readonly List<ScenarioError> _errors = [];
    private readonly HashSet<(string File, int Line, int Column, string Code)> _seen = [];
    private readonly List<string> _files = [];
    private int _leftOut;
    private Mark _firstLeftOut;

    public int Count => _errors.Count + _leftOut;

    /// <summary>
    /// Notes an error; a second one of the same code at the same place says nothing new and is dropped.
    /// </summary>
    public void Add(string code, Mark at, string message)
    {
        if (_errors.Count >= Kept)
        {
            if (_leftOut++ == 0)
            {
                _firstLeftOut = at;
            }

            return;
        }

        if (!_seen.Add((at.File, at.Line, at.Column, code)))
        {
            return;
        }

        if (!_files.Contains(at.File))
        {
            _files.Add(at.File);
        }

        _errors.Add(new ScenarioError(code, at.File, at.Line, at.Column, message));
    }

    /// <summary>By file in the order of first mention, then line and column.</summary>
    public IReadOnlyList<ScenarioError> Sorted()
    {
        List<ScenarioError> sorted =
        [
            .. _errors
                .OrderBy(error => _files.IndexOf(error.File))
                .ThenBy(error => error.Line)
                .ThenBy(error => error.Column)
                .ThenBy(error => error.Code, StringComparer.Ordinal),
        ];
        if (_leftOut > 0)
        {
            string more = _leftOut.ToString(CultureInfo.InvariantCulture);
            sorted.Add(new ScenarioError(
                ErrorCodes.TooMany, _firstLeftOut.File, _firstLeftOut.Line, _firstLeftOut.Column,
                $"{more} more errors are not listed; correct the first ones and read the file again"));
        }

        return sorted;
    }
}
