using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Yaml;

namespace Clearing.Scenarios;

/// <summary>
/// Another YAML file of the program, read as strictly as a scenario: every error of it with line and column. A property
/// of the document is a key in kebab-case; one that is missing or wrong stays null, so that what is right can still be
/// checked.
/// </summary>
/// <typeparam name="T">A record with properties that can be set.</typeparam>
public sealed class LocatedFile<T>
    where T : class
{
    private readonly Problems _problems = new();
    private readonly Marks _marks = new();

    private LocatedFile()
    {
    }

    /// <summary>Null after an error that leaves nothing to look at.</summary>
    public T? Document { get; private set; }

    /// <summary>By place; empty when nothing is wrong.</summary>
    public IReadOnlyList<ScenarioError> Errors => _problems.Sorted();

    /// <summary>Reads a file; never throws for what it contains, or because it is not there.</summary>
    public static LocatedFile<T> Read(string path)
    {
        LocatedFile<T> file = new();
        if (SourceFile.Read(path, path, file._problems) is { } text)
        {
            file.Bind(text, path);
        }

        return file;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">By what errors call it.</param>
    public static LocatedFile<T> Parse(string text, string name)
    {
        LocatedFile<T> file = new();
        file.Bind(text, name);
        return file;
    }

    /// <summary>Notes an error at the value of a property.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="owner">A document, or a list or map of one.</param>
    /// <param name="part">Name of the property, index or key; empty = the whole.</param>
    /// <param name="message">What was found, and what to write instead.</param>
    public void Refuse(string code, object owner, string part, string message) =>
        _problems.Add(code, _marks.Of(owner, part), message);

    private void Bind(string text, string name)
    {
        if (YamlLoader.Load(text, name, _problems) is { } root)
        {
            Document = new Binder(_problems, _marks).Bind<T>(root);
        }
    }
}
