namespace Clearing.Scenarios.Binding;

/// <summary>The key must be there.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredKeyAttribute : Attribute;

/// <summary>Takes every key of the map that no other property takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OtherKeysAttribute : Attribute;

/// <summary>Of these keys exactly one must be there.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>A single word may stand where the map stands: it sets a bool property that no key sets.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ShortFormAttribute(string word, string property) : Attribute
{
    public string Word { get; } = word;

    public string Property { get; } = property;
}

/// <summary>A single value may stand where the map stands: it sets a property that no key sets.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScalarFormAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}

/// <summary>A list may stand where the map stands: it sets a property that no key sets.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ListFormAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}
