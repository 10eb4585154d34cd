class First
  def whole
    call
  end

  def half(a,
    x = = 2
  end
end

def after
  1
end
