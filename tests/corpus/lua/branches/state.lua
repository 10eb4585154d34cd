function step(a, b)
  if a > 1 and b or a < 0 then
    one()
  elseif b then
    two()
  else
    three()
  end
  for i = 1, 3 do one() end
  for key, value in pairs(t) do two() end
  while b do one() end
  repeat two() until b
  return b and 1 or 2
end
