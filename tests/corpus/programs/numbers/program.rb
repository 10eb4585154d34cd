def triage(items, limit)
  total = 0
  for item in items
    if item > limit && item != 0 || item < 0
      total += 1
    elsif item == limit
      while total > limit
        total -= 1
      end
    else
      total = 0
    end
  end
  return total
end

def named(kind)
  case kind
  when 1
    return 'one'
  when 2
    return 'two'
  else
    return 'many'
  end
end

def factorial(n)
  if n < 2
    return 1
  end
  return n * factorial(n - 1)
end
