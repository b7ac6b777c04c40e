namespace Clearing.Client.Load.Profiles;

/// <summary>An error of a load profile; the codes are those of docs/reference/errors.md.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="File">Path as the user gave it.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">From 1; 0 when the line as a whole is meant.</param>
/// <param name="Message">What was found, and what to write instead.</param>
public sealed record ProfileError(string Code, string File, int Line, int Column, string Message)
{
    internal const string Unreadable = "CLR-1001";
    internal const string TooLarge = "CLR-1002";
    internal const string NotUtf8 = "CLR-1003";
    internal const string Syntax = "CLR-1006";
    internal const string ForbiddenYaml = "CLR-1007";
    internal const string DuplicateKey = "CLR-1008";
    internal const string SecondDocument = "CLR-1009";
    internal const string Empty = "CLR-1010";
    internal const string UnknownKey = "CLR-1101";
    internal const string MissingKey = "CLR-1102";
    internal const string WrongType = "CLR-1103";
    internal const string UnknownWord = "CLR-1104";
    internal const string KeysDoNotGoTogether = "CLR-1105";
    internal const string NoValue = "CLR-1106";
    internal const string BadAmount = "CLR-1201";
    internal const string OutOfRange = "CLR-1203";
    internal const string BadDuration = "CLR-1205";
    internal const string BadNumber = "CLR-1207";
    internal const string BadName = "CLR-1209";
    internal const string Taken = "CLR-1301";
    internal const string UnknownPhase = "CLR-1322";

    /// <summary><c>file:line:column: CODE message</c>; parts that are not known are left out.</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: {Code} {Message}"
        : Column == 0 ? $"{File}:{Line}: {Code} {Message}"
        : $"{File}:{Line}:{Column}: {Code} {Message}";
}

/// <summary>A profile, or every error of its file.</summary>
public sealed record ProfileResult(LoadProfile? Profile, IReadOnlyList<ProfileError> Errors);

/// <summary>Collects what is wrong with one file.</summary>
internal sealed class ProfileProblems(string file)
{
    private readonly List<ProfileError> _errors = [];

    public string File { get; } = file;

    public int Count => _errors.Count;

    public void Add(string code, ProfileNode at, string message) => Add(code, at.Line, at.Column, message);

    public void Add(string code, int line, int column, string message) =>
        _errors.Add(new ProfileError(code, File, line, column, message));

    public IReadOnlyList<ProfileError> Sorted() =>
        [.. _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ThenBy(e => e.Code, StringComparer.Ordinal)];
}
