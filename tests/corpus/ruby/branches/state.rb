def step(a, b)
  if a > 1 && b || a < 0
    a += 1
  elsif b
    a -= 1
  else
    a = 0
  end
  return 1 unless b
  puts a if a and not b or c
  unless b
    nil
  else
    1
  end
  while a > 0
    a -= 1 until a.zero?
  end
  for item in items do break end
  case a
  when 1, 2 then 3
  when String
    4
  else
    5
  end
  case a
  in [x] if x then 1
  in {y:} then 2
  else 3
  end
  begin
    run
  rescue First, Second => error
    retry
  rescue
    nil
  else
    1
  ensure
    2
  end
  value = load rescue nil
  items.each { |item| next if item }
  b ? 1 : 2
end

puts 1 if ARGV.empty?
