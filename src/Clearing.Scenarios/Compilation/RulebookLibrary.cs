using System.Reflection;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Yaml;

namespace Clearing.Scenarios.Compilation;

/// <summary>Finds rulebooks: built-in ones by name, a user's own by path. Each file is read once.</summary>
internal sealed class RulebookLibrary(CompilationContext context)
{
    private static readonly PropertyInfo[] Keys =
        typeof(RuleKeys).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    /// <summary>The properties that are keys of rulebooks.</summary>
    public static IEnumerable<string> KeyNames => Keys.Select(property => property.Name);

    private readonly Dictionary<string, RulebookDocument?> _read = new(StringComparer.Ordinal);

    /// <summary>The keys of a system: its own where it has them, else those of its rulebook.</summary>
    /// <param name="own">What stands at the place of use.</param>
    /// <param name="rulebook">Name or path of the rulebook; null after an error.</param>
    public RulebookDocument Rules(RuleKeys own, string? rulebook)
    {
        RulebookDocument book = (rulebook is null ? null : Find(rulebook, context.Marks.Of(own, "Rulebook")))
            ?? new RulebookDocument();
        RulebookDocument merged = new() { Rulebook = book.Rulebook };
        context.Marks.Put(merged, "", context.Marks.Of(own));
        foreach (PropertyInfo property in Keys)
        {
            RuleKeys owner = property.GetValue(own) is null ? book : own;
            property.SetValue(merged, property.GetValue(owner));
            foreach (string part in (string[])[property.Name, "key " + property.Name])
            {
                if (context.Marks.Has(owner, part))
                {
                    context.Marks.Put(merged, part, context.Marks.Of(owner, part));
                }
            }
        }

        return merged;
    }

    private RulebookDocument? Find(string nameOrPath, Mark at)
    {
        if (_read.TryGetValue(nameOrPath, out RulebookDocument? known))
        {
            return known;
        }

        RulebookDocument? book = Read(nameOrPath, at);
        _read.Add(nameOrPath, book);
        return book;
    }

    private RulebookDocument? Read(string nameOrPath, Mark at)
    {
        if (Resources.Rulebooks.Contains(nameOrPath))
        {
            return Bind(Resources.Rulebook(nameOrPath), nameOrPath);
        }

        bool isPath = nameOrPath.Contains('/', StringComparison.Ordinal)
            || nameOrPath.EndsWith(".yaml", StringComparison.Ordinal)
            || nameOrPath.EndsWith(".yml", StringComparison.Ordinal);
        if (!isPath)
        {
            context.Error(ErrorCodes.UnknownRulebook, at, $"There is no built-in rulebook {Characters.Show(nameOrPath)}"
                + $"{Nearest.Hint(nameOrPath, Resources.Rulebooks)}; a file of your own is named by its path, "
                + "such as `./rules.yaml`");
            return null;
        }

        (string full, string shown) = context.Resolve(nameOrPath);
        if (SourceFile.WhyNot(full, nameOrPath) is { } why)
        {
            context.Error(ErrorCodes.Unreadable, at, why);
            return null;
        }

        return SourceFile.Read(full, shown, context.Problems) is { } text ? Bind(text, shown) : null;
    }

    private RulebookDocument? Bind(string text, string shown)
    {
        if (YamlLoader.Load(text, shown, context.Problems) is not { } node)
        {
            return null;
        }

        RulebookDocument? book = new Binding.Binder(context.Problems, context.Marks).Bind<RulebookDocument>(node);
        if (book?.Rulebook is { } name)
        {
            context.CheckName(name.Text, context.Marks.Of(book, nameof(book.Rulebook)));
        }

        return book;
    }
}
